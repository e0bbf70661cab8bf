/** A refusal of the server (problem+json), or the failure to reach it, as one kind of error. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly field: string | null
  readonly hint: string | null
  readonly requestId: string | null

  constructor(parts: {
    status: number
    code: string
    message: string
    field?: string | null
    hint?: string | null
    requestId?: string | null
  }) {
    super(parts.message)
    this.name = 'Problem'
    this.status = parts.status
    this.code = parts.code
    this.field = parts.field ?? null
    this.hint = parts.hint ?? null
    this.requestId = parts.requestId ?? null
  }

  /** Somebody else changed the object since it was read. */
  get isStale(): boolean {
    return this.status === 409
  }

  get isUnreachable(): boolean {
    return this.status === 0
  }

  static from(status: number, body: unknown): Problem {
    const parts = isRecord(body) ? body : {}
    return new Problem({
      status,
      code: text(parts['code']) ?? `http.${status}`,
      message: text(parts['detail']) ?? text(parts['title']) ?? `HTTP ${status}`,
      field: text(parts['field']),
      hint: text(parts['hint']),
      requestId: text(parts['request_id']),
    })
  }

  static of(error: unknown): Problem {
    if (error instanceof Problem) return error
    return new Problem({
      status: 0,
      code: 'network.unreachable',
      message: error instanceof Error ? error.message : String(error),
    })
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null
}
