/**
 * The registers of national ids, `country:name`, in the order of `schemes` in wasm/core/pii/scheme.h; a check compares them. The first
 * stands for none.
 */
export const SCHEMES = /** @type {const} */ ([
  ':', 'GB:NINO', 'GB:NHS', 'CA:SIN', 'AU:TFN', 'AU:ABN', 'AU:MEDICARE', 'IN:AADHAAR', 'IN:PAN', 'ES:NIF', 'ES:NIE',
  'IT:CODICE_FISCALE', 'FR:NIR', 'DE:IDNR', 'NL:BSN', 'PL:PESEL', 'SE:PERSONNUMMER', 'FI:HETU', 'DK:CPR', 'BR:CPF', 'CN:RIC',
  'KR:RRN', 'SG:NRIC', 'ZA:ID', 'MX:CURP', 'BE:NN', 'CH:AHV',
  'PT:NIF', 'TR:TCKN', 'AT:SVNR', 'NO:FNR', 'RO:CNP', 'CL:RUT', 'CZ:RC', 'IE:PPS',
]);
