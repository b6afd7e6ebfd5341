// A key-value namespace as workerd asks for it, in memory: GET, PUT and DELETE of a path that is the key.
const values = new Map();

export default {
  async fetch(request) {
    const pathname = decodeURIComponent(new URL(request.url).pathname);
    if (request.method === "PUT") values.set(pathname, await request.arrayBuffer());
    if (request.method === "DELETE") values.delete(pathname);
    const value = request.method === "GET" ? values.get(pathname) : null;
    return new Response(value, { status: value === undefined ? 404 : 200 });
  },
};
