// Comforts of the enterprise's forms: how much of a section is written, and saving that survives a sign-in in another tab.
for (const area of document.querySelectorAll("textarea[data-counter]")) {
    const counter = document.createElement("p");
    counter.className = "cr-counter";
    const show = () => {
        const left = Number(area.dataset.counter) - area.value.length;
        counter.textContent = `已写 ${area.value.length} 字，还可以写 ${Math.max(left, 0)} 字`;
        counter.classList.toggle("cr-counter-full", left <= 0);
    };
    area.after(counter);
    area.addEventListener("input", show);
    show();
}

const saveStatus = document.getElementById("save-status");

// A sign-in elsewhere changes the form's token: fetch the new one once and save again.
async function renewToken() {
    const page = await fetch(window.location.href, { credentials: "same-origin" });
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("#draft-form [name=csrfmiddlewaretoken]");
    if (!fresh) {
        return false;
    }
    for (const field of document.querySelectorAll("[name=csrfmiddlewaretoken]")) {
        field.value = fresh.value;
    }
    return true;
}

function say(text) {
    saveStatus.textContent = text;
    saveStatus.classList.add("cr-save-trouble");
}

// An older save that is still under way must not arrive after the form itself: the form waits for it.
function sendAfterSaving(form) {
    let isSaving = false;
    let waiting = null;
    saveStatus.addEventListener("htmx:beforeRequest", () => { isSaving = true; });
    saveStatus.addEventListener("htmx:afterRequest", () => {
        isSaving = false;
        if (waiting) {
            const button = waiting;
            waiting = null;
            form.requestSubmit(button);
        }
    });
    form.addEventListener("submit", (event) => {
        if (isSaving) {
            event.preventDefault();
            waiting = event.submitter;
        }
    });
}

if (saveStatus) {
    let isRenewing = false;
    sendAfterSaving(document.getElementById("draft-form"));
    saveStatus.addEventListener("htmx:beforeRequest", () => saveStatus.classList.remove("cr-save-trouble"));
    saveStatus.addEventListener("htmx:sendError", () => say("网络不通，刚才的内容还没有保存。请不要关闭页面，稍后会再试。"));
    saveStatus.addEventListener("htmx:responseError", async (event) => {
        say("刚才的内容还没有保存。请点“保存”再试；仍不行的，先复制留存。");
        if (event.detail.xhr.status !== 403 || isRenewing) {
            return;
        }
        isRenewing = true;
        if (await renewToken()) {
            document.getElementById("draft-form").dispatchEvent(new Event("change", { bubbles: true }));
        }
        window.setTimeout(() => { isRenewing = false; }, 10_000);
    });
}
