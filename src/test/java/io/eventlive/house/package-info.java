/// The house rules as tests: walls between packages, the shape of sources, and documents that say
/// what is there. Every rule carries the violation that it must notice.
///
/// Start reading at [io.eventlive.house.ArchitectureTest].
@NullMarked
package io.eventlive.house;

import org.jspecify.annotations.NullMarked;
