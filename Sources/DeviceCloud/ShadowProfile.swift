/// What differs between shadow services, or between the years of one.
package struct ShadowProfile: Sendable {
    /// Levels of objects and arrays in a state; `desired` and `reported` are the first.
    package var deepest = 6

    /// Bytes of `desired` and `reported` together, each as compact JSON with its braces.
    ///
    /// Names of the two sections, metadata and version are not counted.
    package var largestDocument = 8192

    /// Bytes of a request, looked at before it is parsed.
    package var largestRequest = 131_072

    /// Bytes of a client token.
    package var longestToken = 64

    /// Shadows that are kept, those deleted a short while ago included.
    package var mostShadows = 100_000

    /// How long the version of a deleted shadow is remembered.
    package var remembersDeletedSeconds: Int64 = 48 * 3600

    package init() {}
}
