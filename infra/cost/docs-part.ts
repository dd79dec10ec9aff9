/** The part of docs/deploy.md that says what the service costs. */
import { renderCostTable } from './cost-table.ts';

const BEGIN = '<!-- costs -->';
const END = '<!-- /costs -->';

/**
 * The page with the present tables between its two marks.
 *
 * @throws Error when the page lacks a mark.
 */
export function withCosts(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin)
    throw new Error(`The page must have the marks ${BEGIN} and ${END}, in this order.`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${renderCostTable()}\n${page.slice(end)}`;
}
