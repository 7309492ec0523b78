/** What the server tells a phone, and what a phone sends; as in desk/field_state.py and dispatch/field/acts.py. */

export interface W { zh: string; en: string }
export interface OrderTold {
  id: number; incident: number; number: string; post: W; title: W; text: W; proof: W; state: string; state_words: W; open: boolean;
  sent_at: string | null; due_at: string | null; received_at: string | null; ended_at: string | null; progress: number | null; blocked_why: string; steps: W[];
}
export interface UnitTold { id: number; code: string; words: W; kind: W; status: string; since: string; incident: number | null; mine: boolean; by_phone: boolean }
export interface IncidentTold { id: number; number: string; title: W; where: W; opened_at: string; lon: number | null; lat: number | null; mine: boolean; lines: (W & { at: string })[] }
export interface Reach { who: W; how: W; kind: string; address: string }
export interface CardTold { incident: number; post: W; reach: Reach[] }
export interface State {
  now: string; exercise: boolean; zone: string; zone_name: W; person: W; posts: W[]; phone: { name: string; expires_at: string } | null;
  orders: OrderTold[]; units: UnitTold[]; moves: Record<string, string[]>; status_words: Record<string, W>; incidents: IncidentTold[]; cards: CardTold[];
  may: { note: boolean; unit: boolean; order: boolean; open?: boolean }; kinds?: Record<string, W>; distress?: HelpTold | null; called?: CalledTold[]; csrf: string; whose: string;
}
/** One's own call for help: `seen_at` the console has acknowledged it, `ended_at` it is over. */
export interface HelpTold { pressed_at: string; seen_at: string | null; seen_by: W | null; ended_at: string | null }
/** A call-out to oneself: `answer_by` until then one is waited for, `due_at` by when one said to be there. */
export interface CalledTold {
  id: number; incident: number; number: string; incident_title: W; where: W; lon: number | null; lat: number | null; team: W; title: W | null; for_all: boolean; also: string;
  at: string | null; answer_by: string | null; state: "asked" | "coming" | "there"; due_at: string | null; came_at: string | null;
}
export interface MapTold { incident: number; number: string; made_at: string; lang: string; size: [number, number]; at: [number, number]; stretch: number; scale: number; point: [number, number]; svg: string }

export type Kind = "order_receive" | "order_decline" | "order_progress" | "order_done" | "unit_status" | "note" | "photo" | "voice" | "incident" | "distress" | "safe" | "call_come" | "call_cannot" | "call_there" | "call_left";
/** `at`: this phone's own clock; `offset_ms`: by how much the site's time was ahead of it when last measured. */
export interface Act {
  key: string; kind: Kind; at: string; offset_ms: number | null; order?: number; unit?: number; incident?: number; called?: number; minutes?: number; people?: number; status?: string; percent?: number; text?: string; reason?: string;
  event?: string; lon?: number; lat?: number; accuracy?: number; fix_at?: string;
}
export interface Answer { key: string; outcome: "applied" | "already" | "refused"; before: string; code: string; zh: string; en: string }
export interface Reply { now: string; answers: Answer[] }

/** waiting: not yet answered; told: done, but its person must know something; refused: not done. What was done and needs no word is let go. */
export interface Item { n?: number; whose: string; act: Act; title: W; file?: ArrayBuffer; type?: string; state: "waiting" | "told" | "refused"; answer?: W & { code: string } }
