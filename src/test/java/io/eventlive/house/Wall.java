package io.eventlive.house;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// A rule about classes together with the sources that it must refuse: a rule that cannot fail is
/// not a rule.
///
/// @param planted compilable sources, each beginning with its `package` line
record Wall(String name, ArchRule rule, List<String> planted) {
  Wall {
    planted = List.copyOf(planted);
  }

  @Override
  public String toString() {
    return name;
  }
}
