/**
 * One list composable for every list: pages by key (the server's cursor), never by offset.
 *
 * The key holds everything that the list depends on (filters, as_of); a new key starts at the first page.
 */
import { keepPreviousData, useInfiniteQuery, type QueryKey } from '@tanstack/vue-query'
import { computed, ref, toValue, watch, type ComputedRef, type MaybeRefOrGetter, type Ref } from 'vue'
import type { Page } from '@/api/types'

export const PAGE_SIZE = 50

export interface KeysetList<Row> {
  rows: ComputedRef<Row[]>
  total: ComputedRef<number | undefined>
  hasMore: ComputedRef<boolean>
  isPending: ComputedRef<boolean>
  isLoadingMore: ComputedRef<boolean>
  /** The rows shown belong to the previous filters; the new ones are on their way. */
  isStale: ComputedRef<boolean>
  error: ComputedRef<Error | null>
  loadMore(): void
  retry(): void
}

/** A list that one answer holds: everything at once, without pages. */
export function answerList<Row>(
  query: { isPending: Ref<boolean>; isPlaceholderData: Ref<boolean>; error: Ref<Error | null>; refetch(): unknown },
  rows: ComputedRef<Row[]>,
): KeysetList<Row> {
  return {
    rows,
    total: computed(() => rows.value.length),
    hasMore: computed(() => false),
    isPending: computed(() => query.isPending.value),
    isLoadingMore: computed(() => false),
    isStale: computed(() => query.isPlaceholderData.value),
    error: computed(() => query.error.value),
    loadMore: () => undefined,
    retry: () => void query.refetch(),
  }
}

export function useKeysetList<Row>(
  key: MaybeRefOrGetter<QueryKey>,
  load: (after: string | undefined) => Promise<Page<Row>>,
): KeysetList<Row> {
  const query = useInfiniteQuery({
    queryKey: computed(() => toValue(key)),
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page: Page<Row>) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const pages = computed(() => query.data.value?.pages ?? [])
  return {
    rows: computed(() => pages.value.flatMap((page) => page.items)),
    total: computed(() => pages.value[0]?.total),
    hasMore: computed(() => query.hasNextPage.value),
    isPending: computed(() => query.isPending.value),
    isLoadingMore: computed(() => query.isFetchingNextPage.value),
    isStale: computed(() => query.isPlaceholderData.value),
    error: computed(() => query.error.value),
    loadMore: () => void query.fetchNextPage(),
    retry: () => void query.refetch(),
  }
}

/** Rows that are all here but too many to show at once: a page at a time. */
export function chunkedList<Row>(all: ComputedRef<Row[]>, size = PAGE_SIZE): KeysetList<Row> {
  const shown = ref(size)
  watch(all, () => (shown.value = size))
  const never = computed(() => false)
  return {
    rows: computed(() => all.value.slice(0, shown.value)),
    total: computed(() => all.value.length),
    hasMore: computed(() => shown.value < all.value.length),
    isPending: never,
    isLoadingMore: never,
    isStale: never,
    error: computed(() => null),
    loadMore: () => (shown.value += size),
    retry: () => undefined,
  }
}
