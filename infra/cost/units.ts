/** Lengths of time that bills are made of. */

/** Hours of an average month, as AWS counts them. */
export const HOURS_A_MONTH = 730;
/** Days of an average month. */
export const DAYS_A_MONTH = HOURS_A_MONTH / 24;
