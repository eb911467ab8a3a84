/** Each request comes from an address of its own, so that one's tries do not count for another. */
export const addressCount = { of: 0 };
