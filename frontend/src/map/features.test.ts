import { describe, expect, it } from "vitest";
import { anchor, grouped, top, type Thing } from "./features.js";
import { readArea, writeArea } from "./areatext.js";

const square = { type: "Polygon" as const, coordinates: [[[115, 40], [115.2, 40], [115.2, 40.2], [115, 40.2], [115, 40]]] };

describe("where a thing stands", () => {
  it("is the middle of an area, also of a tiny one far from the origin", () => {
    expect(anchor(square)?.map((n) => Number(n.toFixed(6)))).toEqual([115.1, 40.1]);
    const tiny = { type: "Polygon" as const, coordinates: [[[115.4, 40.9], [115.40001, 40.9], [115.40001, 40.90001], [115.4, 40.90001], [115.4, 40.9]]] };
    expect(anchor(tiny)?.[0]).toBeCloseTo(115.400005, 6);
  });
  it("is the northern edge for a warning", () => { expect(top(square)?.[1]).toBe(40.2); });
  it("is shared by the instruments of one mast", () => {
    const at = (lon: number): Thing => ({ type: "Feature", geometry: { type: "Point", coordinates: [lon, 40.9] }, properties: {} });
    expect(grouped([at(115.4), at(115.4), at(115.5)]).map((group) => group.length)).toEqual([2, 1]);
  });
});

describe("an area as text", () => {
  it("is a line where lines are wanted, unless it ends where it began", () => {
    expect(readArea("115, 40\n116, 40", true).shapes).toEqual([{ type: "LineString", coordinates: [[115, 40], [116, 40]] }]);
    expect(readArea("115, 40\n116, 40\n116, 41\n115, 40", true).shapes[0]?.type).toBe("Polygon");
    expect(readArea("115, 40", true).error).not.toBe("");
    const line = { type: "LineString" as const, coordinates: [[115.1234567, 40], [116, 40]] };
    expect(readArea(writeArea(line), true).shapes).toEqual([{ type: "LineString", coordinates: [[115.12346, 40], [116, 40]] }]);
  });
  it("is read back as it was written", () => { expect(readArea(writeArea(square)).shapes[0]).toEqual(square); });
  it("may be typed one corner a line, and is closed for the writer", () => {
    const { shapes, error } = readArea("115, 40\n115.2 40\n115.2，40.2");
    expect(error).toBe("");
    expect(shapes[0]?.coordinates[0]).toHaveLength(4);
  });
  it("says which line is wrong, and refuses less than three corners", () => {
    expect(readArea("115, 40\nfoo\n1,2").error).toContain("2");
    expect(readArea("115, 400\n1,2\n3,4").error).toContain("1");
    expect(readArea("115, 40\n116, 40").shapes).toHaveLength(0);
    expect(readArea('{"type":"Point","coordinates":[1,2]}').error).not.toBe("");
    expect(readArea("{broken").error).not.toBe("");
    expect(readArea('{"type":"LineString","coordinates":[[1,2],[3,4]]}').error).not.toBe("");
  });
});
