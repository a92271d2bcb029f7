import { Problem } from '../problem.js';

/** An error as one line for the screen: its code, and what it means in an official's words where there are some. */
export async function sayProblem(error: unknown): Promise<string> {
  if (!(error instanceof Problem)) return `internal: ${String(error)}`;
  return `${error.code}: ${await meaning(error)}`;
}

async function meaning({ code, message, details }: Problem): Promise<string> {
  try {
    const { officialTexts } = await import('./desk.js');
    const args = Object.fromEntries(Object.entries(details).map(([name, value]) => [name, String(value)]));
    return officialTexts()({ key: `cli:problem-${code}`, args });
  } catch {
    return message;
  }
}
