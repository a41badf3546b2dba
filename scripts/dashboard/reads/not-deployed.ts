/** What a view shows whose pipeline is not among those that are watched. */
export interface NotDeployed {
  readonly view: "not-deployed";
  readonly pipeline: string;
}

export function notDeployed(pipeline: string): NotDeployed {
  return { view: "not-deployed", pipeline };
}
