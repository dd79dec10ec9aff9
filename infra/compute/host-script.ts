/**
 * What a machine does when it starts. Batch adds a part of its own, which names the ECS cluster; the hosts are ECS's
 * images of Amazon Linux 2023.
 */
import { RESERVED_MIB } from './jobs-per-machine.ts';

/** File on the host that names its instance type; jobs have it mounted to read. */
export const HOST_INSTANCE_TYPE_FILE = '/var/lib/posefleet/instance-type';

/** Where the host tells its instance type, and gives out the credentials of its role. */
const METADATA = '169.254.169.254';

/** Settings of the ECS agent. */
export const AGENT_SETTINGS = {
  // When a Spot machine is about to be taken its jobs get SIGTERM at once, and time to end their work.
  ECS_ENABLE_SPOT_INSTANCE_DRAINING: 'true',
  ECS_CONTAINER_STOP_TIMEOUT: '90s',
  // The image has gigabytes: the next job on the machine uses what is there. Its tag is a hash of its content.
  ECS_IMAGE_PULL_BEHAVIOR: 'prefer-cached',
  // With the container goes its scratch volume.
  ECS_ENGINE_TASK_CLEANUP_WAIT_DURATION: '10m',
  ECS_RESERVED_MEMORY: String(RESERVED_MIB),
  ECS_DISABLE_PRIVILEGED: 'true',
} as const;

/**
 * Only root may speak to the metadata service. Batch's jobs use the host's network, where neither the hop limit nor
 * `ECS_AWSVPC_BLOCK_IMDS` stops them; they run as a user of their own, and the host's own agents as root. The role of
 * the job comes from another address, 169.254.170.2.
 */
const BARRIER = `OUTPUT --destination ${METADATA}/32 --match owner ! --uid-owner 0 --jump REJECT`;

/** At every start, before Docker: rules of the firewall do not outlive one. */
export const EVERY_START = `#!/bin/bash
iptables --wait --check ${BARRIER} 2>/dev/null || iptables --wait --insert ${BARRIER}
`;

/**
 * At the first start, before the agent. The file of the instance type comes last: where the barrier could not be put up
 * there is none, and Docker refuses to start jobs, since it has only a folder to mount in place of the image's file.
 */
export const FIRST_START = `#!/bin/bash
set -euo pipefail
cat >> /etc/ecs/ecs.config <<'END'
${Object.entries(AGENT_SETTINGS)
  .map(([name, value]) => `${name}=${value}`)
  .join('\n')}
END
iptables --wait --check ${BARRIER}
ask() { curl --fail --silent --show-error --retry 5 --retry-connrefused --max-time 10 "$@"; }
token=$(ask --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://${METADATA}/latest/api/token)
type=$(ask --header "X-aws-ec2-metadata-token: $token" http://${METADATA}/latest/meta-data/instance-type)
mkdir -p ${HOST_INSTANCE_TYPE_FILE.slice(0, HOST_INSTANCE_TYPE_FILE.lastIndexOf('/'))}
printf '%s\\n' "$type" > ${HOST_INSTANCE_TYPE_FILE}
`;

const BOUNDARY = '==POSEFLEET==';

/** The user data: MIME in several parts, the only form that Batch can add its own part to. */
export function userData(): string {
  const part = (type: string, content: string) =>
    `--${BOUNDARY}\nContent-Type: text/${type}; charset="us-ascii"\n\n${content}\n`;
  const head = `MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="${BOUNDARY}"\n\n`;
  return `${head}${part('cloud-boothook', EVERY_START)}${part('x-shellscript', FIRST_START)}--${BOUNDARY}--\n`;
}
