// What a redirect costs when nothing is looked up.
export default {
  fetch: () => new Response(null, { status: 302, headers: { Location: "https://example.com/sale/autumn?from=sms", "Cache-Control": "no-store" } }),
};
