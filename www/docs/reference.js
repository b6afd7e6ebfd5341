// The reference of the API, made of its description. Calls go to the server that the page came from.

const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", follow);
follow();

SwaggerUIBundle({
  url: new URL("../openapi.json", import.meta.url).pathname,
  domNode: document.getElementById("reference"),
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  filter: true,
  // Credentials stay in the page, and are gone with it.
  persistAuthorization: false,
  // The page says who calls. Otherwise a browser that is refused would ask for a name and password of its own.
  requestInterceptor: (request) => Object.assign(request, { credentials: "omit" }),
  // Nothing is sent elsewhere.
  validatorUrl: null,
});
