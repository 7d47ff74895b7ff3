// Puts another theme on the page without a moment of none: the old sheet goes when the new one is there.

let wanted = null;

/** Shows the theme of a sheet. */
export function show(href) {
    const now = document.getElementById('ct-theme');
    if (!now || wanted === href || (!wanted && now.getAttribute('href') === href)) {
        return;
    }

    wanted = href;
    const next = document.createElement('link');
    next.rel = 'stylesheet';
    next.href = href;
    next.addEventListener('load', () => {
        if (wanted !== href) {
            next.remove();
            return;
        }

        document.getElementById('ct-theme')?.remove();
        next.id = 'ct-theme';
        wanted = null;
    });
    next.addEventListener('error', () => {
        next.remove();
        wanted = null;
    });
    now.after(next);
}

/** Shows what the pointer or the focus is on for as long as it is there. */
export function preview(element) {
    const of = event => event.target instanceof Element ? event.target.closest('[data-href]') : null;
    const chosen = () => element.querySelector('[data-href]:has(:checked)');
    const enter = event => {
        const one = of(event);
        if (one) {
            show(one.dataset.href);
        }
    };
    const leave = event => {
        const to = event.relatedTarget instanceof Element ? event.relatedTarget.closest('[data-href]') : null;
        if (!to && chosen()) {
            show(chosen().dataset.href);
        }
    };
    element.addEventListener('mouseover', enter);
    element.addEventListener('mouseout', leave);
    element.addEventListener('focusin', enter);
    element.addEventListener('focusout', leave);
    return {
        stop: () => {
            if (chosen()) {
                show(chosen().dataset.href);
            }
        },
    };
}
