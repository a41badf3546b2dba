/** The functions of a file by name with their length: declarations and methods, by their indentation. */
export interface FunctionLength {
  readonly name: string;
  readonly lines: number;
}

const METHOD = /^( *)(?:export )?(?:default )?(?:async )?(?:static )?(#?\w+)\([^=;]*\)[^=;]* \{$/;

const FUNCTION = /^( *)(?:export )?(?:default )?(?:async )?function\*? (\w+)[(<]/;

/** The formatter closes a block at the indentation at which it opened it; that is what this relies on. */
export function functionsOf(text: string): readonly FunctionLength[] {
  const rows = text.split("\n");
  return rows.flatMap((row, start) => {
    const match = FUNCTION.exec(row) ?? METHOD.exec(row);
    if (match === null || /^ *(?:if|for|while|switch|return|catch)\b/.test(row)) return [];
    const end = rows.findIndex((line, i) => i > start && line.startsWith(`${match[1]}}`));
    return end === -1 ? [] : [{ name: match[2] ?? "", lines: end - start + 1 }];
  });
}
