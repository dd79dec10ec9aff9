/** The image that jobs run: built from this repository, or one that already lies in a registry. */
import { fileURLToPath } from 'node:url';
import { IgnoreMode, Stack } from 'aws-cdk-lib';
import { DockerImageAsset, Platform } from 'aws-cdk-lib/aws-ecr-assets';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { ENV, envOr } from '../../core/environment.ts';
import { detectorOf, requireModel } from '../../models/catalogue.ts';
import type { PosefleetConfig } from '../config/config.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const DOCKERFILE = 'gpu-worker/Dockerfile';

/** A private registry of ECR: account, partition's region, repository. */
const ECR_IMAGE = /^(\d{12})\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?\/([^:@]+)(?:[:@].+)?$/;

/** The worker's image. */
export class WorkerImage extends Construct {
  /** As a job definition names it. */
  readonly uri: string;
  readonly #asset: DockerImageAsset | undefined;

  /** @throws Error when machines without a way to the internet could not pull the configured image. */
  constructor(scope: Construct, id: string, { config }: { config: PosefleetConfig }) {
    super(scope, id);
    if (config.image === undefined) this.#asset = buildAtDeploy(this, config);
    else checkReachable(config.image, config);
    this.uri = this.#asset?.imageUri ?? (config.image as string);
  }

  /** Lets a role pull the image. An image of a registry that is open needs no right. */
  grantPull(grantee: IGrantable): void {
    if (this.#asset !== undefined) this.#asset.repository.grantPull(grantee);
    const ecr = ECR_IMAGE.exec(this.uri);
    if (this.#asset !== undefined || ecr === null) return;
    const [, account = '', region = '', repository = ''] = ecr;
    const { partition } = Stack.of(this);
    for (const statement of pulling(`arn:${partition}:ecr:${region}:${account}:repository/${repository}`)) {
      grantee.grantPrincipal.addToPrincipalPolicy(statement);
    }
  }
}

/**
 * Built where `cdk deploy` runs. `.dockerignore` names all that goes into it, so that a change of tests or documents
 * makes no new image, no new job definition and no new download for every machine.
 */
function buildAtDeploy(scope: Construct, { compute, models }: PosefleetConfig): DockerImageAsset {
  return new DockerImageAsset(scope, 'Asset', {
    directory: ROOT,
    file: DOCKERFILE,
    target: compute,
    platform: Platform.LINUX_AMD64,
    ignoreMode: IgnoreMode.DOCKER,
    displayName: `Posefleet worker (${compute})`,
    buildArgs: { MODELS: builtIn(models).join(' '), ...mirrors(models) },
  });
}

/** Where the build looks for models first: where this machine does. */
function mirrors({ source }: PosefleetConfig['models']): Record<string, string> {
  const value = envOr(ENV.modelMirrors, '');
  if (source === 'bucket' || value === '') return {};
  // The arguments stand in cdk.out, and in the cache of the build.
  if (!/[@?]/u.test(value)) return { [ENV.modelMirrors]: value };
  throw new Error(
    `${ENV.modelMirrors} has a password or a query, which would be written down with the image. Name mirrors without them, or set posefleet.models.source bucket.`,
  );
}

/** Models that come from the bucket need not lie in the image too. */
function builtIn({ default: byDefault, defaultTopDown, source }: PosefleetConfig['models']): string[] {
  if (source === 'bucket') return [];
  const poses = [byDefault, defaultTopDown].map((name) => requireModel(name));
  return [...new Set(poses.flatMap((model) => [model.name, detectorOf(model, {}) ?? model.name]))];
}

function checkReachable(image: string, { network }: PosefleetConfig): void {
  if (network === 'public' || ECR_IMAGE.test(image)) return;
  throw new Error(
    `posefleet.image: ${image} cannot be pulled with posefleet.network private; push it to a repository of ECR.`,
  );
}

function pulling(repository: string): PolicyStatement[] {
  return [
    new PolicyStatement({
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
      resources: [repository],
    }),
    new PolicyStatement({ actions: ['ecr:GetAuthorizationToken'], resources: ['*'] }),
  ];
}
