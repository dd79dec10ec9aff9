/** Options that have no effect with a model are refused, never ignored: the rules, as one table. */
import { type Issue, PosefleetError } from './errors.ts';
import type { TaskOptions } from './task-options.ts';

/** What the rules need to know about a request. */
export interface OptionFacts {
  /** Name of the model, for messages. */
  model: string;
  task: 'one-stage' | 'top-down';
  /** Whether the caller brings boxes, so that no detector runs. */
  boxesGiven: boolean;
  /** People a frame that whatever finds them can find at most; undefined when there is no limit. */
  mostPeople?: number | undefined;
}

interface OptionRule {
  option: keyof TaskOptions;
  applies(options: TaskOptions, facts: OptionFacts): boolean;
  message(facts: OptionFacts): string;
}

const RULES: readonly OptionRule[] = [
  {
    option: 'detect_every',
    applies: (options, { boxesGiven }) => options.detect_every !== undefined && boxesGiven,
    message: () => 'has no effect with bboxes_path, which takes the place of the detector; leave it out',
  },
  {
    option: 'detect_every',
    applies: (options, { task, boxesGiven }) =>
      options.detect_every !== undefined && task === 'one-stage' && !boxesGiven,
    message: ({ model }) =>
      `has no effect with ${model}, which has no detector; leave it out or name a top-down model`,
  },
  {
    option: 'keypoint_threshold',
    applies: (options) => options.keypoint_threshold !== undefined && options.visualization === false,
    message: () => 'has no effect without a drawn video; leave it out or set visualization to true',
  },
  {
    option: 'max_people',
    applies: (options, { boxesGiven, mostPeople = Infinity }) =>
      !boxesGiven && (options.max_people ?? 0) > mostPeople,
    message: ({ model, mostPeople }) =>
      `has no effect above ${mostPeople}, the most people that ${model} finds in a frame`,
  },
];

/** The options that would have no effect; empty when all have one. */
export function optionIssues(options: TaskOptions, facts: OptionFacts): Issue[] {
  return RULES.filter((rule) => rule.applies(options, facts)).map((rule) => ({
    field: `options.${rule.option}`,
    message: rule.message(facts),
  }));
}

/** @throws PosefleetError `option_unsupported`, naming each option that would have no effect. */
export function requireEffectiveOptions(options: TaskOptions, facts: OptionFacts): void {
  const issues = optionIssues(options, facts);
  if (issues.length === 0) return;
  const detail = issues.map(({ field, message }) => `${field} ${message}`).join('; ');
  throw new PosefleetError('option_unsupported', `${detail}.`, { issues });
}
