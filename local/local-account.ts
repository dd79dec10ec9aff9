/** The account and region that the stand-ins pretend to be. */

/** Account in ARNs and events. */
export const LOCAL_ACCOUNT = '000000000000';
/** Region in ARNs, events and signatures. */
export const LOCAL_REGION = 'us-east-1';
