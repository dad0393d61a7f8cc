package import YAML

/// Where the identities of a run come from: who its devices and applications are to a broker.
///
/// Applications have one each, too, which bears the name of the instance.
package struct IdentityPlan: Sendable {
    package enum Source: Sendable {
        /// Made before the run and gone after it: an authority, and one identity a device, whose
        /// names the fleets know; see ``FleetIdentity/name``.
        case made(template: String)
        /// A file of `gale provision`, whose path counts from the scenario's folder.
        ///
        /// Fleets take its things in the order of both; `place` is where the scenario names it, for
        /// complaints about what is not in it.
        case file(path: String, place: Place)
    }

    package var source: Source
}
