/** The monthly budget. */
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Construct } from 'constructs';

/** A limit, and who hears of it. */
export interface BudgetProps {
  usdPerMonth: number;
  email: string;
}

/**
 * Makes the budget of the whole account: one by tags would see nothing until somebody has switched cost allocation
 * tags on. Mails go straight to the address, which must not be confirmed first, at 80 % spent and 100 % forecast.
 */
export function monthlyBudget(scope: Construct, id: string, { usdPerMonth, email }: BudgetProps): CfnBudget {
  const subscribers = [{ subscriptionType: 'EMAIL', address: email }];
  const notification = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
    notification: {
      notificationType,
      comparisonOperator: 'GREATER_THAN',
      threshold,
      thresholdType: 'PERCENTAGE',
    },
    subscribers,
  });
  return new CfnBudget(scope, id, {
    budget: {
      budgetType: 'COST',
      timeUnit: 'MONTHLY',
      budgetLimit: { amount: usdPerMonth, unit: 'USD' },
    },
    notificationsWithSubscribers: [notification('ACTUAL', 80), notification('FORECASTED', 100)],
  });
}
