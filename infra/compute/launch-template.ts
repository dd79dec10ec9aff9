/** How machines are started. */
import { Fn } from 'aws-cdk-lib';
import { CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { deploymentTags } from '../../core/deployment-tags.ts';
import type { PosefleetConfig } from '../config/config.ts';
import { userData } from './host-script.ts';
import { rootVolumeOf } from './root-volume.ts';

/** Root device of the images of Amazon Linux 2023. */
const ROOT_DEVICE = '/dev/xvda';

/** Makes the launch template: an encrypted disk, metadata by IMDSv2 alone, and what the host does at its start. */
export function makeLaunchTemplate(scope: Construct, config: PosefleetConfig): CfnLaunchTemplate {
  return new CfnLaunchTemplate(scope, 'LaunchTemplate', {
    launchTemplateData: {
      blockDeviceMappings: [{ deviceName: ROOT_DEVICE, ebs: rootVolume(config) }],
      // A hop limit of 1 keeps out containers that have a network of their own; see host-script.ts for the others.
      metadataOptions: {
        httpEndpoint: 'enabled',
        httpTokens: 'required',
        httpPutResponseHopLimit: 1,
        httpProtocolIpv6: 'disabled',
        instanceMetadataTags: 'disabled',
      },
      tagSpecifications: [{ resourceType: 'volume', tags: tagsOf(config) }],
      userData: Fn.base64(userData()),
    },
  });
}

function rootVolume(config: PosefleetConfig) {
  return {
    volumeType: 'gp3',
    volumeSize: rootVolumeOf(config),
    encrypted: true,
    deleteOnTermination: true,
  };
}

function tagsOf({ stage }: PosefleetConfig) {
  return Object.entries(deploymentTags(stage)).map(([key, value]) => ({ key, value }));
}
