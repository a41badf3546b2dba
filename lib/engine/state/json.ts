/** What state is made of: plain JSON values, so that it can be stored, compared and replayed byte for byte. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };
