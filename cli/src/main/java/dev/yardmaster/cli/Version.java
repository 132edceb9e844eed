package dev.yardmaster.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The release, as the jar's manifest names it; from unpacked classes it is "development". */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String release =
        Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
            .orElse("development");
    return new String[] {"yardmaster " + release, "Java " + Runtime.version()};
  }
}
