/**
 * Words of which a server's error code is made when money or an allowance has run out.
 *
 * Words and not a list of codes: OpenAI alone has `insufficient_quota`, `credit_balance_exhausted`,
 * `project_spend_limit_exceeded`, `organization_spend_limit_exceeded`,
 * `organization_usage_limit_exceeded` and `billing_hard_limit_reached`, Anthropic `billing_error`
 * and `enforced_spend_limit_reached`, gateways further ones. A rate limit has none of these words.
 */
const QUOTA_WORDS =
  /(?:^|[_\-. ])(?:quota|billing|credits?|balance|payment|spend|spending|usage_limit)(?:$|[_\-. ])/i;

// OC-RETRY-4003 impl
/** Whether a server's error code or type says that money or an allowance has run out. */
export function isQuotaCode(code: string): boolean {
  return QUOTA_WORDS.test(code);
}
