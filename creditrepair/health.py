"""Asks the web server of this machine whether it is ready; the container's health check runs it as a program."""

import http.client
import sys

from creditrepair.env import Env, read_env

TIMEOUT_SECONDS = 2.0
WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - recognised, not bound


def is_ready(env: Env) -> bool:
    connection = http.client.HTTPConnection(WILDCARDS.get(env.bind, env.bind), env.port, timeout=TIMEOUT_SECONDS)
    try:
        # The address asked is not always one of the names that the portal answers to.
        connection.request("GET", "/readyz", headers={"Host": env.allowed_hosts[0]})
        return connection.getresponse().status == http.client.OK
    except OSError:
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(read_env()) else 1)
