// Small comforts; every page works without this file.
document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) {
        return;
    }
    if (form.dataset.submitted) {
        event.preventDefault();
        return;
    }
    // A second click must not send the form twice. The button stays enabled: a disabled one would not be sent.
    form.dataset.submitted = "1";
    for (const button of form.querySelectorAll("button[type=submit]")) {
        button.setAttribute("aria-disabled", "true");
        button.classList.add("cr-busy");
    }
});

// Coming back with the browser's back button shows the page as it was left: allow sending again.
window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-submitted]")) {
        delete form.dataset.submitted;
        for (const button of form.querySelectorAll(".cr-busy")) {
            button.removeAttribute("aria-disabled");
            button.classList.remove("cr-busy");
        }
    }
});

// A menu closes by Escape, and by a click elsewhere.
document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll(".cr-nav details[open]")) {
        open.open = open.contains(event.target);
    }
});
document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector(".cr-nav details[open]");
    if (open) {
        open.open = false;
        open.querySelector("summary").focus();
    }
});

document.querySelector("[data-focus]")?.focus();
