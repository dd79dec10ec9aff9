/** Builds an update whose names and values are all placeholders, since DynamoDB reserves many words. */
import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';

/** A conditional update of one item. */
export class UpdateExpression {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, unknown> = {};
  readonly #set: string[] = [];
  readonly #remove: string[] = [];
  readonly #conditions: string[] = [];

  /** Sets an attribute; undefined changes nothing. */
  set(name: string, value: unknown): void {
    if (value === undefined) return;
    this.#set.push(`${this.#name(name)} = ${this.#value(`s_${name}`, value)}`);
  }

  remove(name: string): void {
    this.#remove.push(this.#name(name));
  }

  /** Makes the update conditional on an attribute's value; undefined stands for its absence. */
  require(name: string, value: unknown): void {
    const placeholder = this.#name(name);
    this.#conditions.push(
      value === undefined
        ? `attribute_not_exists(${placeholder})`
        : `${placeholder} = ${this.#value(`c_${name}`, value)}`,
    );
  }

  /** The input of an `UpdateCommand`. */
  command(table: string, pk: string): UpdateCommandInput {
    const remove = this.#remove.length === 0 ? '' : ` REMOVE ${this.#remove.join(', ')}`;
    return {
      TableName: table,
      Key: { pk },
      UpdateExpression: `SET ${this.#set.join(', ')}${remove}`,
      ConditionExpression: this.#conditions.join(' AND '),
      ExpressionAttributeNames: this.#names,
      ExpressionAttributeValues: this.#values,
    };
  }

  #name(name: string): string {
    this.#names[`#${name}`] = name;
    return `#${name}`;
  }

  #value(name: string, value: unknown): string {
    this.#values[`:${name}`] = value;
    return `:${name}`;
  }
}
