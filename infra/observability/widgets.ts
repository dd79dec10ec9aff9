/** The few kinds of widgets that the dashboard has, all of one height, side by side in rows of 24 columns. */
import { Color, GraphWidget, type IMetric, type IWidget, TextWidget } from 'aws-cdk-lib/aws-cloudwatch';

const COLUMNS = 24;
const HEIGHT = 6;

/** A part of the dashboard: what it is about, and its graphs, at most four. */
export interface DashboardRow {
  title: string;
  /** For those who read it for the first time: what is normal, what is not. Markdown. */
  remark?: string;
  graphs: readonly GraphSpec[];
}

/** One graph. */
export interface GraphSpec {
  title: string;
  metrics: readonly IMetric[];
  /** Metrics with a scale of their own. */
  right?: readonly IMetric[];
  /** What the scales count, such as `seconds`. */
  unit?: string;
  rightUnit?: string;
  /** A line that should not be passed. */
  limit?: { value: number; label: string };
}

/** Widgets of a row: its heading, and the graphs in equal widths. */
export function rowWidgets({ title, remark, graphs }: DashboardRow): IWidget[][] {
  const markdown = remark === undefined ? `## ${title}` : `## ${title}\n${remark}`;
  const heading = new TextWidget({ markdown, width: COLUMNS, height: remark === undefined ? 1 : 2 });
  const width = Math.floor(COLUMNS / graphs.length);
  return [[heading], graphs.map((spec) => graph(spec, width))];
}

function graph(
  { title, metrics, right = [], unit, rightUnit, limit }: GraphSpec,
  width: number,
): GraphWidget {
  return new GraphWidget({
    title,
    width,
    height: HEIGHT,
    left: [...metrics],
    right: [...right],
    leftYAxis: { min: 0, showUnits: false, ...(unit === undefined ? {} : { label: unit }) },
    rightYAxis: { min: 0, showUnits: false, ...(rightUnit === undefined ? {} : { label: rightUnit }) },
    leftAnnotations: limit === undefined ? [] : [{ ...limit, color: Color.RED }],
    liveData: false,
  });
}
