/**
 * ArkType compiles each of its several hundred keywords when it is first imported, which takes as long as all the rest
 * of a start. Imported in front of it, this has them interpreted; types of ours are compiled (schema.ts).
 */
import { configure } from "arktype/config";

configure({ jitless: true });
