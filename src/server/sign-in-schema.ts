/** Our names for the sign-in library's tables and columns: migration 0005 makes them. */
const times = { createdAt: "created_at", updatedAt: "updated_at" } as const;

export const USER_TABLE = {
  modelName: "auth_user",
  fields: { emailVerified: "email_verified", ...times },
} as const;

export const SESSION_TABLE = {
  modelName: "auth_session",
  fields: {
    userId: "user_id",
    expiresAt: "expires_at",
    ipAddress: "ip_address",
    userAgent: "user_agent",
    ...times,
  },
} as const;

export const CREDENTIAL_TABLE = {
  modelName: "auth_credential",
  fields: {
    accountId: "account_id",
    providerId: "provider_id",
    userId: "user_id",
    accessToken: "access_token",
    refreshToken: "refresh_token",
    idToken: "id_token",
    accessTokenExpiresAt: "access_token_expires_at",
    refreshTokenExpiresAt: "refresh_token_expires_at",
    ...times,
  },
} as const;

export const VERIFICATION_TABLE = {
  modelName: "auth_verification",
  fields: { expiresAt: "expires_at", ...times },
} as const;

export const API_KEY_TABLE = {
  modelName: "auth_api_key",
  fields: {
    configId: "config_id",
    referenceId: "reference_id",
    refillInterval: "refill_interval",
    refillAmount: "refill_amount",
    lastRefillAt: "last_refill_at",
    rateLimitEnabled: "rate_limit_enabled",
    rateLimitTimeWindow: "rate_limit_time_window",
    rateLimitMax: "rate_limit_max",
    requestCount: "request_count",
    lastRequest: "last_request",
    expiresAt: "expires_at",
    ...times,
  },
} as const;
