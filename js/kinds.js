/** The kinds of personal data, in the order of `kind_names` in wasm/core/pii/kind.h; a check compares them. */
export const KINDS = /** @type {const} */ (['EMAIL', 'PHONE', 'CREDIT_CARD', 'IBAN', 'IP_ADDRESS', 'SECRET', 'US_SSN', 'US_ITIN', 'PASSPORT', 'DRIVER_LICENSE', 'BANK_ACCOUNT', 'DATE_OF_BIRTH', 'NATIONAL_ID', 'CRYPTO', 'MAC', 'URL', 'PERSON', 'ADDRESS']);
