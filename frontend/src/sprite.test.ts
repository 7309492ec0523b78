import { expect, test } from "vitest";

import { sprite } from "../build/sprite";

const TABLER = "node_modules/@tabler/icons";

test("an icon that nobody has drawn stops the build and is named", () => {
  expect(sprite(["alert"], TABLER)).toContain('id="i-alert"');
  expect(() => sprite(["alert", "warn"], TABLER)).toThrow(/no icon "warn"/);
});
