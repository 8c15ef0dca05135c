"""The peers, each as its makers would set it up."""
