export interface SecretPattern {
  id: string
  /** What it looks like, for the sentence: "a GitHub token". */
  title: string
  /** The line is only looked at when it contains one of these, in small letters. */
  keywords: readonly string[]
  /** Group 1 is the secret. Every quantifier is bounded, so that matching is linear in the line's length. */
  pattern: RegExp
}

/** What providers print on their credentials. Prefixes first: they make false alarms rare. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  p('private-key', 'a private key', ['private key'], /(-----BEGIN [A-Z ]{0,30}PRIVATE KEY(?: BLOCK)?-----)/),
  p('age-key', 'an age key', ['age-secret-key-1'], /\b(AGE-SECRET-KEY-1[A-Z0-9]{58})\b/),
  p('devflow-token', 'a DevFlow token', ['dfl_'], /\b(dfl_[\w-]{32})(?![\w-])/),
  p(
    'aws-access-key',
    'an AWS access key',
    ['akia', 'asia', 'abia', 'acca'],
    /\b((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})\b/,
  ),
  p(
    'aws-secret-key',
    'an AWS secret key',
    ['aws'],
    /aws[\w .-]{0,30}(?:secret|key)[\w .-]{0,30}["']?\s{0,4}[:=]\s{0,4}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/i,
  ),
  p('github-token', 'a GitHub token', ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_'], /\b(gh[pousr]_[A-Za-z0-9]{36,251})\b/),
  p('github-pat', 'a GitHub token', ['github_pat_'], /\b(github_pat_[A-Za-z0-9_]{82})\b/),
  p(
    'gitlab-token',
    'a GitLab token',
    ['glpat-', 'glptt-', 'gldt-', 'glrt-', 'glcbt-'],
    /\b(gl(?:pat|ptt|dt|rt|cbt)-[\w-]{20,64})(?![\w-])/,
  ),
  p('anthropic-key', 'an Anthropic key', ['sk-ant-'], /\b(sk-ant-[a-z0-9]{3,10}-[\w-]{80,120})(?![\w-])/),
  p('openai-key', 'an OpenAI key', ['t3blbkfj'], /\b(sk-[\w-]{10,120}T3BlbkFJ[\w-]{10,120})(?![\w-])/),
  p('openrouter-key', 'an OpenRouter key', ['sk-or-v1-'], /\b(sk-or-v1-[0-9a-f]{64})\b/),
  p('google-api-key', 'a Google API key', ['aiza'], /\b(AIza[\w-]{35})(?![\w-])/),
  p('google-oauth-secret', 'a Google OAuth secret', ['gocspx-'], /\b(GOCSPX-[\w-]{28})(?![\w-])/),
  p('azure-storage-key', 'an Azure storage key', ['accountkey='], /AccountKey=([A-Za-z0-9+/]{86}==)/i),
  p('cloudflare-origin-key', 'a Cloudflare key', ['v1.0-'], /\b(v1\.0-[0-9a-f]{24}-[0-9a-f]{146})\b/),
  p('digitalocean-token', 'a DigitalOcean token', ['dop_v1_', 'doo_v1_', 'dor_v1_'], /\b(do[opr]_v1_[0-9a-f]{64})\b/),
  p('heroku-key', 'a Heroku key', ['hrku-'], /\b(HRKU-[\w-]{36,64})(?![\w-])/),
  p('slack-token', 'a Slack token', ['xox'], /\b(xox[abeoprs]-[\w-]{20,250})(?![\w-])/),
  p(
    'slack-webhook',
    'a Slack webhook',
    ['hooks.slack.com'],
    /hooks\.slack\.com\/((?:services|workflows)\/[A-Za-z0-9+/]{40,60})/,
  ),
  p(
    'discord-webhook',
    'a Discord webhook',
    ['/api/webhooks/'],
    /discord(?:app)?\.com\/api\/webhooks\/(\d{17,20}\/[\w-]{60,80})/,
  ),
  p('telegram-token', 'a Telegram bot token', [':aa'], /\b(\d{8,10}:AA[\w-]{33})(?![\w-])/),
  p('stripe-key', 'a Stripe key', ['sk_live_', 'rk_live_'], /\b((?:sk|rk)_live_[A-Za-z0-9]{16,247})\b/),
  p('stripe-webhook', 'a Stripe webhook secret', ['whsec_'], /\b(whsec_[A-Za-z0-9+/]{32,64})(?![A-Za-z0-9+/])/),
  p('square-token', 'a Square token', ['eaaa', 'sq0csp-'], /\b(EAAA[\w-]{60}|sq0csp-[\w-]{43})(?![\w-])/),
  p(
    'shopify-token',
    'a Shopify token',
    ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    /\b(shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32})\b/,
  ),
  p('twilio-key', 'a Twilio key', ['twilio'], /\b(SK[0-9a-f]{32})\b/),
  p('sendgrid-key', 'a SendGrid key', ['sg.'], /\b(SG\.[\w-]{22}\.[\w-]{43})(?![\w-])/),
  p('mailgun-key', 'a Mailgun key', ['mailgun'], /\b(key-[0-9a-f]{32})\b/),
  p('mailchimp-key', 'a Mailchimp key', ['mailchimp'], /\b([0-9a-f]{32}-us\d{1,2})\b/),
  p('npm-token', 'an npm token', ['npm_'], /\b(npm_[A-Za-z0-9]{36})\b/),
  p('pypi-token', 'a PyPI token', ['pypi-ageichlwas5vcmc'], /\b(pypi-AgEIcHlwaS5vcmc[\w-]{50,1000})/),
  p('rubygems-key', 'a RubyGems key', ['rubygems_'], /\b(rubygems_[0-9a-f]{48})\b/),
  p('crates-token', 'a crates.io token', ['cio'], /\b(cio[A-Za-z0-9]{32})\b/),
  p('docker-token', 'a Docker Hub token', ['dckr_pat_'], /\b(dckr_pat_[\w-]{27,64})(?![\w-])/),
  p('huggingface-token', 'a Hugging Face token', ['hf_'], /\b(hf_[A-Za-z0-9]{34})\b/),
  p('databricks-token', 'a Databricks token', ['dapi'], /\b(dapi[0-9a-f]{32}(?:-\d)?)\b/),
  p('vault-token', 'a Vault token', ['hvs.', 'hvb.'], /\b(hv[sb]\.[\w-]{24,200})(?![\w-])/),
  p(
    'grafana-token',
    'a Grafana token',
    ['glsa_', 'glc_'],
    /\b(glsa_[A-Za-z0-9]{32}_[0-9a-fA-F]{8}|glc_[A-Za-z0-9+/]{32,400})/,
  ),
  p('newrelic-key', 'a New Relic key', ['nrak-'], /\b(NRAK-[A-Z0-9]{27})\b/),
  p('sentry-token', 'a Sentry token', ['sntrys_', 'sntryu_'], /\b(sntryu_[0-9a-f]{64}|sntrys_[\w+/=-]{60,400})/),
  p('linear-key', 'a Linear key', ['lin_api_'], /\b(lin_api_[A-Za-z0-9]{40})\b/),
  p('notion-token', 'a Notion token', ['ntn_'], /\b(ntn_[A-Za-z0-9]{43,50})\b/),
  p('postman-key', 'a Postman key', ['pmak-'], /\b(PMAK-[0-9a-f]{24}-[0-9a-f]{34})\b/),
  p('supabase-key', 'a Supabase key', ['sbp_', 'sb_secret_'], /\b(sbp_[0-9a-f]{40}|sb_secret_[\w-]{31,64})(?![\w-])/),
]

/** A password inside an address, such as `postgres://user:password@host`. */
export const ADDRESS_PASSWORD = p(
  'address-password',
  'an address with a password',
  ['://'],
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:@/'"`]{0,64}:([^\s@/'"`]{8,128})@([\w.-]{1,100})/i,
)

/** `apiKey = "…"`: any quoted value behind a telling name, when it is random enough. */
export const ASSIGNMENT = p(
  'assigned-secret',
  'a secret',
  ['key', 'secret', 'token', 'passw', 'credential'],
  /(?:api[_-]?key|access[_-]?key|private[_-]?key|secret|token|passw(?:or)?d|credentials?)["'\]]{0,2}\s{0,4}(?::|=|:=|=>)\s{0,4}["'`]([\w+/=.~-]{16,200})["'`]/i,
)

function p(id: string, title: string, keywords: readonly string[], pattern: RegExp): SecretPattern {
  return { id, title, keywords, pattern: new RegExp(pattern.source, `${pattern.flags}g`) }
}
