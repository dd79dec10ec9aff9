/**
 * Bearer tokens in their table, of which only hashes are kept. A token's item is written first, then its name is
 * claimed by an item of its own, and only then does anybody learn the token. So of two that are made at once under
 * one name, one is never told to anybody; a name is free again once the token that holds it is revoked.
 */
import {
  DeleteCommand,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { hashToken, newToken } from '../bearer-token.ts';
import type { Store } from './store.ts';
import { TOKENS_PARTITION_KEY } from './tokens-table.ts';
import { won } from './won.ts';

/** What is known of a token. Times are ISO-8601 in UTC. */
export interface TokenRecord {
  hash: string;
  name: string;
  /** Whose requests the token makes. */
  owner: string;
  created_at: string;
  revoked_at?: string;
}

/** What holds a name. */
interface NameItem {
  hash: string;
  token_hash: string;
}

/** `hash` is a word that DynamoDB reserves. */
const KEY_NAME = { '#key': TOKENS_PARTITION_KEY };

/** Makes a token. Undefined when another one that is not revoked has this name. */
export async function createToken(
  store: Store,
  { name, owner }: Pick<TokenRecord, 'name' | 'owner'>,
): Promise<{ token: string; record: TokenRecord } | undefined> {
  const token = newToken();
  const record = { hash: hashToken(token), name, owner, created_at: new Date().toISOString() };
  await store.client.send(new PutCommand({ TableName: store.table, Item: record }));
  if (await claimName(store, record)) return { token, record };
  await store.client.send(new DeleteCommand({ TableName: store.table, Key: { hash: record.hash } }));
  return undefined;
}

/** The token of this hash, revoked or not, read consistently; undefined when there is none. */
export async function findToken(store: Store, hash: string): Promise<TokenRecord | undefined> {
  const item = await readItem(store, hash);
  return item === undefined || isName(item) ? undefined : item;
}

/** All tokens, the oldest first, also those that are revoked. Reads the whole table, which is small. */
export async function listTokens(store: Store): Promise<TokenRecord[]> {
  const { tokens, held } = await readAll(store);
  // One that does not hold its name was never told to anybody.
  return tokens
    .filter(({ hash, revoked_at }) => revoked_at !== undefined || held.has(hash))
    .sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
}

/** Revokes the token of this name for good. Undefined when there is none that is not revoked. */
export async function revokeToken(store: Store, name: string): Promise<TokenRecord | undefined> {
  const holder = await readHolder(store, name);
  if (holder === undefined) return undefined;
  const now = new Date().toISOString();
  const command = new UpdateCommand(revocation(store, holder, now));
  const stands = async () => (await findToken(store, holder))?.revoked_at === now;
  return (await won(store.client.send(command), stands)) ? findToken(store, holder) : undefined;
}

/** A revoked token gives its name up; whoever takes it must find it as it was read. */
async function claimName(store: Store, { hash, name }: TokenRecord): Promise<boolean> {
  const holder = await readHolder(store, name);
  if (holder !== undefined && (await isInForce(store, holder))) return false;
  const asRead =
    holder === undefined
      ? { ConditionExpression: 'attribute_not_exists(#key)', ExpressionAttributeNames: KEY_NAME }
      : { ConditionExpression: 'token_hash = :holder', ExpressionAttributeValues: { ':holder': holder } };
  const Item: NameItem = { hash: nameKey(name), token_hash: hash };
  const command = new PutCommand({ TableName: store.table, Item, ...asRead });
  return won(store.client.send(command), async () => (await readHolder(store, name)) === hash);
}

/** Hash of the token that has this name, revoked or not. */
async function readHolder(store: Store, name: string): Promise<string | undefined> {
  const item = await readItem(store, nameKey(name));
  return item === undefined || !isName(item) ? undefined : item.token_hash;
}

async function isInForce(store: Store, hash: string): Promise<boolean> {
  const token = await findToken(store, hash);
  return token !== undefined && token.revoked_at === undefined;
}

function revocation({ table }: Store, hash: string, time: string): UpdateCommandInput {
  return {
    TableName: table,
    Key: { hash },
    UpdateExpression: 'SET revoked_at = :time',
    ConditionExpression: 'attribute_exists(#key) AND attribute_not_exists(revoked_at)',
    ExpressionAttributeNames: KEY_NAME,
    ExpressionAttributeValues: { ':time': time },
  };
}

async function readItem(store: Store, hash: string): Promise<TokenRecord | NameItem | undefined> {
  const { Item: item } = await store.client.send(
    new GetCommand({ TableName: store.table, Key: { hash }, ConsistentRead: true }),
  );
  return item as TokenRecord | NameItem | undefined;
}

async function readAll(store: Store): Promise<{ tokens: TokenRecord[]; held: Set<string> }> {
  const items: (TokenRecord | NameItem)[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await store.client.send(
      new ScanCommand({ TableName: store.table, ConsistentRead: true, ExclusiveStartKey }),
    );
    items.push(...((page.Items ?? []) as (TokenRecord | NameItem)[]));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return {
    tokens: items.flatMap((item) => (isName(item) ? [] : item)),
    held: new Set(items.filter(isName).map(({ token_hash }) => token_hash)),
  };
}

function nameKey(name: string): string {
  return `name#${name}`;
}

function isName(item: TokenRecord | NameItem): item is NameItem {
  return 'token_hash' in item;
}
