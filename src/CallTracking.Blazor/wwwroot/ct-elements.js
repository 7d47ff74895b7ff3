// <ct-pop>, <ct-history contact="…"> and <ct-board> on pages that are not Blazor: attributes become parameters, events come as
// "ct-…" events of the element. Works beside blazor.server.js and blazor.web.js; nothing is evaluated.
(() => {
  "use strict";
  const text = (value) => value;
  const flag = (value) => value !== null && value !== "false";
  const whole = (value) => { const number = Number.parseInt(value, 10); return Number.isNaN(number) ? undefined : number; };

  // Attribute -> [parameter, how it is read]; of "hooks" each word -> [parameter, event].
  const elements = {
    "ct-pop": {
      attributes: {
        "language": ["language", text], "floating": ["floating", flag], "contact-url": ["contactUrl", text], "call-url": ["callUrl", text],
        "new-contact-url": ["newContactUrl", text], "task-url": ["taskUrl", text], "callback-url": ["callbackUrl", text],
      },
      hooks: {
        "create-contact": ["onCreateContact", "ct-create-contact"], "task": ["onTask", "ct-task"], "callback": ["onCallback", "ct-callback"],
        "changed": ["onChanged", "ct-changed"],
      },
    },
    "ct-history": {
      attributes: { "language": ["language", text], "contact": ["contact", text], "page-size": ["pageSize", whole], "call-url": ["callUrl", text] },
      needs: "contact",
      hooks: {},
    },
    "ct-board": {
      attributes: {
        "language": ["language", text], "call-url": ["callUrl", text], "contact-url": ["contactUrl", text], "callback-url": ["callbackUrl", text],
        "callbacks-url": ["callbacksUrl", text], "missed-url": ["missedUrl", text],
      },
      hooks: {},
    },
  };

  // Blazor takes components only once its circuit runs, and says so by throwing; nothing tells when it does.
  const fastest = 100;
  const slowest = 2000;
  const pause = (time) => new Promise((resolve) => setTimeout(resolve, time));

  const add = async (element, name, isWanted) => {
    for (let wait = fastest; isWanted(); wait = Math.min(wait * 1.2, slowest)) {
      const roots = window.Blazor && window.Blazor.rootComponents;
      if (roots) {
        try {
          return await roots.add(element, name, element.parameters());
        } catch (error) {
          if (!/have not been enabled|No interop methods/.test(String(error))) {
            throw error;
          }
        }
      }

      await pause(wait);
    }

    return null;
  };

  const define = (name, kind) => {
    customElements.define(name, class extends HTMLElement {
      static observedAttributes = Object.keys(kind.attributes);

      connectedCallback() {
        this.style.display = this.style.display || "block";
        this.life = (this.life || 0) + 1;
        this.begin(this.life);
      }

      disconnectedCallback() {
        // An element that is only moved comes back at once, with another life.
        const life = ++this.life;
        queueMicrotask(() => { if (this.life === life) { this.end(); } });
      }

      attributeChangedCallback() {
        if (this.root) {
          this.root.setParameters(this.parameters()).catch(this.tell);
        } else if (this.isConnected && this.life) {
          this.begin(this.life);
        }
      }

      parameters() {
        const found = {};
        for (const [attribute, [parameter, read]] of Object.entries(kind.attributes)) {
          const value = this.hasAttribute(attribute) ? read(this.getAttribute(attribute)) : undefined;
          if (value !== undefined) {
            found[parameter] = value;
          }
        }

        for (const word of (this.getAttribute("hooks") || "").split(/\s+/).filter((one) => Object.hasOwn(kind.hooks, one))) {
          const [parameter, event] = kind.hooks[word];
          found[parameter] = (detail) => { this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true })); };
        }

        return found;
      }

      async begin() {
        if (this.root || this.isBeginning || (kind.needs && !this.getAttribute(kind.needs))) {
          return;
        }

        this.isBeginning = true;
        try {
          const root = await add(this, name, () => this.isConnected);
          if (root && this.isConnected) {
            this.root = root;
          } else if (root) {
            await root.dispose();
          }
        } catch (error) {
          this.tell(error);
        } finally {
          this.isBeginning = false;
        }
      }

      end() {
        const root = this.root;
        this.root = null;
        if (root) {
          root.dispose().catch(() => { /* The circuit is gone, and the component with it. */ });
        }
      }

      tell(error) {
        console.error(`<${name}>`, error);
      }
    });
  };

  for (const [name, kind] of Object.entries(elements)) {
    if (!customElements.get(name)) {
      define(name, kind);
    }
  }
})();
