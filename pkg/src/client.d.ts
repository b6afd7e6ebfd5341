/** Where the API is, and who calls. */
export interface Options extends Omit<ClientOptions, "baseUrl" | "querySerializer"> {
  /** The host, such as `https://example.com`. In a page of that host it can be left out. */
  baseUrl?: string;
  /** The account's name. */
  username?: string;
  /** The account's API password. */
  apiPassword?: string;
  /** An API key, an access token, or the operator's token. With name and password too, all must be right. */
  token?: string;
}

/** The API: a function for each method, with paths as the description has them. */
export type Shortwave = Client<paths, "application/json">;

/** What calls and answers are made of, by name. */
export type Schemas = components["schemas"];

/** Makes a client. It sends nothing before it is asked to. */
export declare function createClient(options?: Options): Shortwave;
