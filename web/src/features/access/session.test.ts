import { describe, expect, it } from 'vitest'
import { tokenOf } from './session'

describe('the token of a sign-in link', () => {
  it('is read from the fragment', () => {
    expect(tokenOf('http://127.0.0.1:8080/sign-in#token=abc-123_x')).toBe('abc-123_x')
    expect(tokenOf('#token=abc')).toBe('abc')
    expect(tokenOf('token=abc')).toBe('abc')
  })

  it('is missing where there is none', () => {
    expect(tokenOf('')).toBeNull()
    expect(tokenOf('http://127.0.0.1:8080/sign-in')).toBeNull()
    expect(tokenOf('#token=')).toBeNull()
    expect(tokenOf('http://127.0.0.1:8080/sign-in?token=abc')).toBeNull()
  })
})
