FROM node:22-bookworm-slim AS node
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev

FROM python:3.11-slim-bookworm AS base
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig fonts-noto-cjk fonts-arphic-gkai00mp \
    && rm -rf /var/lib/apt/lists/*
# An open 仿宋: one file of a large package of TeX fonts.
RUN apt-get update && cd /tmp && apt-get download texlive-lang-chinese \
    && dpkg-deb -x texlive-lang-chinese_*.deb unpacked && mkdir -p /usr/local/share/fonts \
    && cp unpacked/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf /usr/local/share/fonts/ \
    && rm -rf unpacked texlive-lang-chinese_*.deb /var/lib/apt/lists/*
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes --no-deps -r requirements/base.txt

FROM base AS assets
COPY --from=node /build/node_modules node_modules
COPY scripts/vendor_assets.py scripts/vendor_assets.py
RUN python scripts/vendor_assets.py

FROM base
COPY . .
COPY --from=assets /app/static/vendor static/vendor
RUN useradd --system --uid 10001 portal && install -d -o portal -m 700 /data
USER portal
VOLUME /data
ENV DATA_DIR=/data
CMD ["python", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "creditrepair.wsgi"]
