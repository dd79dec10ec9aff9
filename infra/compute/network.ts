/** The network of the machines: nothing can connect to them, and there is no NAT to pay for. */
import { Fn, Stack, Tags } from 'aws-cdk-lib';
import {
  CfnInternetGateway,
  CfnRoute,
  CfnRouteTable,
  CfnSecurityGroup,
  CfnSubnet,
  CfnSubnetRouteTableAssociation,
  CfnVPC,
  CfnVPCGatewayAttachment,
} from 'aws-cdk-lib/aws-ec2';
import { Construct, DependencyGroup } from 'constructs';
import type { PosefleetConfig } from '../config/config.ts';
import { addFlowLogs } from './flow-logs.ts';
import { addGatewayEndpoints, addInterfaceEndpoints } from './network-endpoints.ts';

const CIDR = '10.0.0.0/16';
/** A subnet a zone, of 4091 addresses. */
const SUBNET_CIDRS = ['10.0.0.0/20', '10.0.16.0/20', '10.0.32.0/20'] as const;
/** The one region in which accounts have two zones. */
const TWO_ZONES = 'us-west-1';
const HTTPS = 443;

/**
 * A network of its own, in the form of resources rather than `ec2.Vpc`: that one asks AWS for the zones as soon as
 * account and region are configured, and synthesis needs no credentials here.
 *
 * `public`: the subnets have a way out to the internet, by a public address for each machine; no rule lets anybody in.
 * `private`: no way out; what a machine needs of AWS it reaches by endpoints.
 * The subnets are the same in both, so that a deployment can change from one to the other.
 */
export class Network extends Construct {
  readonly vpc: CfnVPC;
  readonly subnetIds: string[];
  readonly routeTable: CfnRouteTable;
  /** Of the machines: no inbound rule; HTTPS out, which is all that AWS's services need. */
  readonly securityGroup: CfnSecurityGroup;
  /** Routes and endpoints, without which a machine that starts would reach nothing. */
  readonly ways = new DependencyGroup();

  constructor(scope: Construct, id: string, { config }: { config: PosefleetConfig }) {
    super(scope, id);
    Tags.of(this).add('Name', `posefleet-${config.stage}`);
    this.vpc = new CfnVPC(this, 'Vpc', {
      cidrBlock: CIDR,
      enableDnsSupport: true,
      enableDnsHostnames: true,
    });
    this.routeTable = new CfnRouteTable(this, 'Routes', { vpcId: this.vpc.ref });
    this.subnetIds = this.addSubnets(config).map(({ ref }) => ref);
    this.securityGroup = this.addSecurityGroup();
    addGatewayEndpoints(this, config);
    if (config.network === 'public') this.addInternet();
    else addInterfaceEndpoints(this);
    addFlowLogs(this, this.vpc, config);
  }

  private addSubnets(config: PosefleetConfig): CfnSubnet[] {
    return SUBNET_CIDRS.slice(0, zones(config)).map((cidrBlock, index) => {
      const subnet = new CfnSubnet(this, `Subnet${index}`, {
        vpcId: this.vpc.ref,
        cidrBlock,
        availabilityZone: Fn.select(index, Fn.getAzs()),
        mapPublicIpOnLaunch: config.network === 'public',
      });
      const association = new CfnSubnetRouteTableAssociation(this, `SubnetRoutes${index}`, {
        subnetId: subnet.ref,
        routeTableId: this.routeTable.ref,
      });
      this.ways.add(association);
      return subnet;
    });
  }

  private addInternet(): void {
    const gateway = new CfnInternetGateway(this, 'Internet');
    const attachment = new CfnVPCGatewayAttachment(this, 'InternetAttachment', {
      vpcId: this.vpc.ref,
      internetGatewayId: gateway.ref,
    });
    const route = new CfnRoute(this, 'InternetRoute', {
      routeTableId: this.routeTable.ref,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.ref,
    });
    route.addResourceDependency(attachment);
    this.ways.add(route);
  }

  private addSecurityGroup(): CfnSecurityGroup {
    return new CfnSecurityGroup(this, 'Machines', {
      vpcId: this.vpc.ref,
      groupDescription: `Machines of ${Stack.of(this).stackName}: nothing in, HTTPS out`,
      securityGroupEgress: [
        { ipProtocol: 'tcp', fromPort: HTTPS, toPort: HTTPS, cidrIp: '0.0.0.0/0', description: 'HTTPS' },
      ],
    });
  }
}

/**
 * Zones in which machines may start. Interface endpoints are paid for in each, so `private` has two. `public` has three,
 * where GPUs are to be had in more places, if the configuration names the region: only then it is known that it has three.
 */
function zones({ network, region }: PosefleetConfig): number {
  return network === 'public' && region !== undefined && region !== TWO_ZONES ? 3 : 2;
}
