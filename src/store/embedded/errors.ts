/**
 * Codes and names as MongoDB's server gives them.
 * Source: src/mongo/base/error_codes.yml of MongoDB 8.0; numbers without a name there are called `Location<n>`.
 */
const CODES = {
  InternalError: 1,
  BadValue: 2,
  NoSuchKey: 4,
  HostUnreachable: 6,
  UnknownError: 8,
  FailedToParse: 9,
  UserNotFound: 11,
  Unauthorized: 13,
  TypeMismatch: 14,
  Overflow: 15,
  InvalidLength: 16,
  IllegalOperation: 20,
  InvalidBSON: 22,
  IndexNotFound: 27,
  PathNotViable: 28,
  CannotCreateIndex: 67,
  NamespaceNotFound: 26,
  ConflictingUpdateOperators: 40,
  CursorNotFound: 43,
  NamespaceExists: 48,
  MaxTimeMSExpired: 50,
  DollarPrefixedFieldName: 52,
  InvalidIdField: 53,
  EmptyFieldName: 56,
  CommandNotFound: 59,
  ImmutableField: 66,
  InvalidOptions: 72,
  InvalidNamespace: 73,
  IndexOptionsConflict: 85,
  IndexKeySpecsConflict: 86,
  NetworkTimeout: 89,
  OperationFailed: 96,
  CommandNotSupportedOnView: 166,
  InvalidPipelineOperator: 168,
  CommandNotSupported: 115,
  DocumentValidationFailure: 121,
  InvalidIndexSpecificationOption: 197,
  OperationNotSupportedInTransaction: 263,
  NoQueryExecutionPlans: 291,
  QueryExceededMemoryLimitNoDiskUseAllowed: 292,
  APIVersionError: 322,
  ConversionFailure: 241,
  BSONObjectTooLarge: 10334,
  DuplicateKey: 11000,
} as const;

export type CodeName = keyof typeof CODES;

/** An error a client sees, with MongoDB's code and name. */
export class MongoError extends Error {
  readonly code: number;
  readonly codeName: string;
  /** Further fields of the error, e.g. keyPattern and keyValue of a duplicate key. */
  readonly extra: ReadonlyMap<string, unknown> | undefined;

  /** `code` is a name of MongoDB's list, or the number of an error that has none. */
  constructor(code: CodeName | number, message: string, extra?: ReadonlyMap<string, unknown>) {
    super(message);
    this.name = 'MongoError';
    this.code = typeof code === 'number' ? code : CODES[code];
    this.codeName = typeof code === 'number' ? `Location${code}` : code;
    this.extra = extra;
  }
}
