module cluster-images

go 1.24
