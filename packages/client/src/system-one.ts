/** `POST /v1/systemone`, which servers have since Ollama 0.35: a model judges a state by typed questions. */

/** A text, or JSON that the model reads as text. */
export type SystemOneContent = string | Record<string, unknown> | unknown[];

/** Which of 2 to 26 options fits; each has a description, or `null` if its key says it all. */
export interface SystemOneChoiceQuestion {
  type: "choice";
  instructions: SystemOneContent;
  criteria: Record<string, string | null>;
}

/** How probable it is that something is true. */
export interface SystemOneNoulQuestion {
  type: "noul";
  instructions: SystemOneContent;
  criteria?: { false?: string; true?: string };
}

/** Where something lies on a scale of 2 to 26 descriptions, from the lowest. */
export interface SystemOneScoreQuestion {
  type: "score";
  instructions: SystemOneContent;
  criteria: string[];
}

/** A question of any type. */
export type SystemOneQuestion = SystemOneChoiceQuestion | SystemOneNoulQuestion | SystemOneScoreQuestion;

/** What {@link Ollama.systemone} takes. */
export interface SystemOneRequest {
  model: string;
  /** What the questions are about. */
  state: SystemOneContent;
  /** Questions by name, answered in this order. */
  questions: Record<string, SystemOneQuestion>;
  keep_alive?: string | number;
}

/** The option that fits best. */
export interface SystemOneChoiceAnswer {
  type: "choice";
  choice: string;
  probabilities: Record<string, number>;
  /** How much of the probability lies on few options; not how often the answer is right. */
  confidence: number;
}

/** How probable it is. */
export interface SystemOneNoulAnswer {
  type: "noul";
  /** Probability that it is true. */
  noul: number;
}

/** The place on the scale. */
export interface SystemOneScoreAnswer {
  type: "score";
  /** Expected place on the scale, from 0; may have a fraction. */
  score: number;
  legend: Record<string, string>;
  probabilities: Record<string, number>;
  confidence: number;
}

/** An answer, of the type of its question. */
export type SystemOneAnswer = SystemOneChoiceAnswer | SystemOneNoulAnswer | SystemOneScoreAnswer;

/** Tokens that were read and written. */
export interface SystemOneUsage {
  input_tokens: number;
  output_tokens: number;
}

/** What {@link Ollama.systemone} gives: answers by the names of their questions. */
export interface SystemOneResponse {
  model: string;
  answers: Record<string, SystemOneAnswer>;
  usage: SystemOneUsage;
}
