package dev.yardmaster.core.resource;

/** One entry of a grant, as it stands in the tree of resources. Equal only to itself. */
final class Hold {
  final Grant grant;
  final LockRequest request;

  Hold(Grant grant, LockRequest request) {
    this.grant = grant;
    this.request = request;
  }

  @Override
  public String toString() {
    return request + " by " + grant.holder();
  }
}
