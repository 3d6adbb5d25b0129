// Comforts of file fields: judged before sending, photographs made into one PDF, progress. Pages work without this file.
const LONGEST_SIDE = 2400;
const DOTS_PER_POINT = 200 / 72;
const NAMES = { heic: "HEIC 照片", webp: "WebP 图片", avif: "AVIF 图片", gif: "GIF 图片", bmp: "BMP 图片", other: "别的格式" };
const HOW_HEIC = "这个浏览器打不开 HEIC 照片（苹果等手机的默认格式）。请在手机上转成 JPG：把照片截图，或者在“设置—相机—格式”里选“兼容性最佳”后重拍。";

function bytesAt(head, start, text) {
    return [...text].every((letter, index) => head[start + index] === letter.charCodeAt(0));
}

function kindOf(head) {
    if (head[0] === 0xff && head[1] === 0xd8) {
        return "jpg";
    }
    if (bytesAt(head, 1, "PNG")) {
        return "png";
    }
    if (bytesAt(head, 4, "ftyp")) {
        if (bytesAt(head, 8, "avi")) {
            return "avif";
        }
        return ["hei", "hev", "mif", "msf"].some((brand) => bytesAt(head, 8, brand)) ? "heic" : "other";
    }
    if (bytesAt(head, 0, "RIFF") && bytesAt(head, 8, "WEBP")) {
        return "webp";
    }
    if (bytesAt(head, 0, "GIF8")) {
        return "gif";
    }
    if (bytesAt(head, 0, "BM")) {
        return "bmp";
    }
    return new TextDecoder("latin1").decode(head).includes("%PDF-") ? "pdf" : "other";
}

// A photograph as the eye sees it: turned the right way, on white, small enough to send.
async function drawn(file) {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    const context = canvas.getContext("2d");
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const jpeg = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
    return { width: canvas.width, height: canvas.height, jpeg: new Uint8Array(await jpeg.arrayBuffer()) };
}

// The plainest PDF there is: a page for each photograph and nothing else.
function pdfOf(pages) {
    const pieces = [];
    const places = [];
    let length = 0;
    const add = (piece) => {
        const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
        pieces.push(bytes);
        length += bytes.length;
    };
    const open = (entries) => {
        places.push(length);
        add(`${places.length} 0 obj\n<< ${entries} >>\n`);
    };
    add("%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
    open("/Type /Catalog /Pages 2 0 R");
    add("endobj\n");
    open(`/Type /Pages /Count ${pages.length} /Kids [${pages.map((_, index) => `${3 + index * 3} 0 R`).join(" ")}]`);
    add("endobj\n");
    pages.forEach(({ width, height, jpeg }, index) => {
        const [wide, high] = [width, height].map((side) => (side / DOTS_PER_POINT).toFixed(2));
        const first = 3 + index * 3;
        open(`/Type /Page /Parent 2 0 R /MediaBox [0 0 ${wide} ${high}] /Contents ${first + 1} 0 R /Resources << /XObject << /Im ${first + 2} 0 R >> >>`);
        add("endobj\n");
        const drawing = `${wide} 0 0 ${high} 0 0 cm /Im Do`;
        open(`/Length ${drawing.length}`);
        add(`stream\n${drawing}\nendstream\nendobj\n`);
        open(`/Type /XObject /Subtype /Image /Width ${width} /Height ${height} /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length ${jpeg.length}`);
        add("stream\n");
        add(jpeg);
        add("\nendstream\nendobj\n");
    });
    const table = length;
    add(`xref\n0 ${places.length + 1}\n0000000000 65535 f \n${places.map((place) => `${String(place).padStart(10, "0")} 00000 n \n`).join("")}`);
    add(`trailer\n<< /Size ${places.length + 1} /Root 1 0 R >>\nstartxref\n${table}\n%%EOF\n`);
    return new Blob(pieces, { type: "application/pdf" });
}

function megabytes(bytes) {
    return `${(bytes / 1048576).toFixed(1)} MB`;
}

function tell(input, text, isFault) {
    let line = input.parentElement.querySelector(".cr-upload-status");
    if (!line) {
        line = document.createElement("p");
        line.className = "cr-upload-status";
        line.setAttribute("role", "status");
        input.after(line);
    }
    line.textContent = text;
    line.classList.toggle("cr-field-error", isFault);
    line.classList.toggle("cr-soft", !isFault);
    input.setCustomValidity(isFault ? text : "");
}

async function madePdf(files, kinds) {
    const pages = [];
    for (const [index, file] of files.entries()) {
        try {
            pages.push(await drawn(file));
        } catch {
            throw new Error(kinds[index] === "heic" ? `“${file.name}”：${HOW_HEIC}` : `“${file.name}”打不开，请另存为 JPG 或 PNG 后再选。`);
        }
    }
    const stem = files[0].name.replace(/\.[^.]*$/, "").slice(0, 60);
    return new File([pdfOf(pages)], files.length > 1 ? `${stem}等${files.length}页.pdf` : `${stem}.pdf`, { type: "application/pdf" });
}

async function examine(input) {
    const most = Number(input.dataset.upload);
    const files = [...input.files].sort((one, other) => one.name.localeCompare(other.name, "zh", { numeric: true }));
    if (!files.length) {
        tell(input, "", false);
        return;
    }
    tell(input, "正在查看所选的文件……", false);
    const kinds = await Promise.all(files.map(async (file) => kindOf(new Uint8Array(await file.slice(0, 1029).arrayBuffer()))));
    if (files.length > 1 && kinds.includes("pdf")) {
        throw new Error("一次选几个文件时，只能都是照片（合成一个 PDF）；PDF 请一份一份上传。");
    }
    const unknown = kinds.indexOf("other");
    if (unknown >= 0) {
        throw new Error(`“${files[unknown].name}”不是 PDF、JPG 或 PNG，请转换后再选。`);
    }
    const isPhoto = kinds[0] !== "pdf";
    const mustConvert = isPhoto && (files.length > 1 || !["jpg", "png"].includes(kinds[0]) || files[0].size > most);
    const chosen = mustConvert ? await madePdf(files, kinds) : files[0];
    if (chosen.size > most) {
        throw new Error(`“${chosen.name}”有 ${megabytes(chosen.size)}，超过 ${megabytes(most)}，请压缩或者拆分后再选。`);
    }
    if (!chosen.size) {
        throw new Error(`“${chosen.name}”是空的，请重新选择。`);
    }
    if (mustConvert) {
        const carrier = new DataTransfer();
        carrier.items.add(chosen);
        input.files = carrier.files;
        const from = files.length > 1 ? `${files.length} 张照片按文件名顺序` : NAMES[kinds[0]] || "照片";
        tell(input, `${from}已合成一个 PDF：${chosen.name}（${megabytes(chosen.size)}），还没有上传。`, false);
    } else {
        tell(input, `已选 ${chosen.name}（${megabytes(chosen.size)}），还没有上传。`, false);
    }
}

function fields(root) {
    return [...root.querySelectorAll("input[type=file][data-upload]")];
}

function prepare(root) {
    for (const input of fields(root)) {
        input.multiple = true;
    }
}

const looking = new Map();
document.addEventListener("change", (event) => {
    const input = event.target;
    if (input.matches("input[type=file][data-upload]")) {
        looking.set(input, examine(input).catch((fault) => tell(input, fault.message, true)));
    }
});

function showAnswer(request) {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const fresh = page.getElementById("content");
    const old = document.getElementById("content");
    if (!fresh || !old) {
        return false;
    }
    old.replaceWith(fresh);
    prepare(fresh);
    window.htmx?.process(fresh);
    fresh.querySelector("[data-focus]")?.focus();
    return true;
}

function send(form, submitter) {
    const data = new FormData(form);
    if (submitter?.name) {
        data.append(submitter.name, submitter.value);
    }
    const chosen = fields(form).filter((input) => input.files.length);
    const bar = document.createElement("progress");
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", "上传进度");
    chosen[0].after(bar);
    const fail = (text) => {
        delete form.dataset.sending;
        bar.remove();
        tell(chosen[0], text, true);
        // What was wrong was the way, not the file: it may be sent again as it is.
        chosen[0].setCustomValidity("");
    };
    const request = new XMLHttpRequest();
    request.open("POST", form.getAttribute("action") || window.location.href);
    request.setRequestHeader("X-Upload", "1");
    request.upload.addEventListener("progress", (event) => {
        bar.value = event.lengthComputable ? (100 * event.loaded) / event.total : 0;
        tell(chosen[0], bar.value < 100 ? `正在上传，已送出 ${Math.floor(bar.value)}%……` : "已送到，正在检查……", false);
    });
    request.addEventListener("error", () => fail("网络不通，文件没有送到。选好的文件还在，请再点一次。"));
    request.addEventListener("load", () => {
        const where = request.getResponseHeader("X-Location");
        if (where) {
            const target = new URL(where, window.location.href);
            const isHere = target.pathname === window.location.pathname;
            window.location.assign(target);
            if (isHere) {
                window.location.reload();
            }
        } else if (request.status === 413) {
            fail("这几个文件加起来太大，请分几次上传。");
        } else if (!showAnswer(request)) {
            fail("服务器暂时不能接收，文件没有保存。选好的文件还在，请稍后再点一次。");
        }
    });
    request.send(data);
}

// Before the general guard against second clicks, which leaves alone what is sent otherwise.
document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.method !== "post" || !fields(form).some((input) => input.files.length)) {
        return;
    }
    event.preventDefault();
    if (form.dataset.sending) {
        return;
    }
    form.dataset.sending = "1";
    await Promise.all(fields(form).map((input) => looking.get(input)));
    if (form.reportValidity()) {
        send(form, event.submitter);
    } else {
        delete form.dataset.sending;
    }
}, true);

// Leaving by another way than a button of the form: the browser asks.
window.addEventListener("beforeunload", (event) => {
    if (fields(document).some((input) => input.files.length && !input.form?.dataset.sending)) {
        event.preventDefault();
    }
});

prepare(document);
