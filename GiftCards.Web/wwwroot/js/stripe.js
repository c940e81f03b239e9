// Stripe's own payment form. What is typed into it goes from the browser to Stripe; neither this page nor its server
// sees a card number.

const source = "https://js.stripe.com/v3/";
let loading;
let stripe;
let elements;

function load() {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = source;
    script.onload = resolve;
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error("unreachable"));
    };
    document.head.append(script);
  });
  return loading;
}

function look() {
  const style = getComputedStyle(document.documentElement);
  const read = name => style.getPropertyValue(name).trim() || undefined;
  const theme = document.documentElement.dataset.theme;
  const isDark = theme === "dark" || (theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  const variables = { colorPrimary: read("--accent"), colorText: read("--ink"), colorBackground: read("--surface"), colorDanger: read("--bad") };
  for (const [name, value] of Object.entries(variables)) {
    if (!/^#[0-9a-f]{3,8}$|^rgb/i.test(value ?? "")) {
      delete variables[name];
    }
  }

  return { theme: isDark ? "night" : "stripe", variables };
}

/** Shows the form; answers "ready", or "away" where Stripe cannot be reached. */
export async function mount(host, key, clientSecret, locale) {
  try {
    if (!window.Stripe) {
      await load();
    }
  } catch {
    return "away";
  }

  stripe = window.Stripe(key, { locale });
  elements = stripe.elements({ clientSecret, appearance: look(), locale });
  const form = elements.create("payment", { layout: "tabs" });
  return await new Promise(resolve => {
    form.on("ready", () => resolve("ready"));
    form.on("loaderror", () => resolve("away"));
    form.mount(host);
  });
}

/** Pays; where the bank wants to be asked on its own page, the browser leaves and comes back to this one. */
export async function pay() {
  const { error: incomplete } = await elements.submit();
  if (incomplete) {
    return { status: "incomplete", message: null };
  }

  const { error } = await stripe.confirmPayment({
    elements,
    confirmParams: { return_url: location.origin + location.pathname },
    redirect: "if_required",
  });
  if (!error) {
    return { status: "done", message: null };
  }

  return error.type === "validation_error"
    ? { status: "incomplete", message: null }
    : { status: "declined", message: error.message ?? null };
}
