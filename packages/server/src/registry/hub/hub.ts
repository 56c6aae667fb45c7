/** Hosts of Hugging Face. */
const hosts = ["hf.co", "huggingface.co"];

/** Hugging Face, or a mirror of it: where its names lead, and who asks. */
export interface Hub {
  /** Address of a mirror that is used instead (`HF_ENDPOINT`); undefined for none. */
  readonly endpoint: URL | undefined;
  /** Token of the user (`HF_TOKEN`), for repositories that not everybody may read. */
  readonly token: string | undefined;
}

/** Whether a host of a name is Hugging Face's. */
export function isHubHost(host: string): boolean {
  return hosts.includes(host.toLowerCase());
}
