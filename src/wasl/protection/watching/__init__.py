"""Finding unusual looks: explained rules, each measured against what honest peers do."""
