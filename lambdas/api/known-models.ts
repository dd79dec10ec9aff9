/** The models that requests may name: the catalogue's, and those that the owner of the service added. */
import * as z from 'zod';
import { ENV, envOr } from '../../core/environment.ts';
import { CATALOGUE, type ModelEntry } from '../../models/catalogue.ts';
import { jsonFromEnvironment } from '../tenancy.ts';

/** What the API has to know of a model; what it needs to be run is the worker's matter. */
export type KnownModel = Pick<ModelEntry, 'name' | 'aliases' | 'task' | 'detector' | 'mostPeople'>;

const addedModelsSchema = z.array(
  z.object({
    name: z.string().min(1),
    aliases: z.array(z.string().min(1)).default([]),
    task: z.enum(['one-stage', 'top-down', 'detector']),
    detector: z.string().min(1).exactOptional(),
    mostPeople: z.int().min(1).exactOptional(),
  }),
);

/** All models that may be named. @throws Error that names the variable when the added ones are wrong. */
export function modelsFromEnvironment(): readonly KnownModel[] {
  if (envOr(ENV.addedModels, '') === '') return CATALOGUE;
  return [...CATALOGUE, ...jsonFromEnvironment(ENV.addedModels, addedModelsSchema)];
}
